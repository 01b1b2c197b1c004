import { describe, expect, it } from 'vitest'
import { chooseGlyphs, drawSparkline } from '../../../src/tui/glyphs.js'
import { FOLLOWER, Grid } from '../../../src/tui/grid.js'
import { layOut } from '../../../src/tui/layout.js'
import { PLAIN } from '../../../src/tui/style.js'

describe('a grid', () => {
  it('gives a wide character two cells and never half of one', () => {
    const grid = new Grid(6, 1)
    expect(grid.put(0, 0, 'a日本x', PLAIN)).toBe(6)
    expect(grid.characters).toEqual(['a', '日', FOLLOWER, '本', FOLLOWER, 'x'])
    const narrow = new Grid(4, 1)
    narrow.put(0, 0, 'a日本', PLAIN)
    expect(narrow.lineText(0)).toBe('a日 ')
  })

  it('joins combining marks to the character before', () => {
    const grid = new Grid(3, 1)
    grid.put(0, 0, 'e\u0301x', PLAIN)
    expect(grid.characters).toEqual(['e\u0301', 'x', ' '])
  })

  it('drops what stands outside', () => {
    const grid = new Grid(2, 2)
    grid.put(-1, 0, 'abc', PLAIN)
    grid.put(0, 5, 'abc', PLAIN)
    grid.restyle(-5, 9, 100, () => 0)
    expect(grid.lineText(0)).toBe('bc')
  })
})

describe('a sparkline', () => {
  it('is as wide as asked, newest on the right', () => {
    expect(drawSparkline([0, 50, 100], 5, 100, chooseGlyphs(false))).toBe('  ▁▅█')
    expect(drawSparkline([1, 1, 1, 1, 1, 1], 3, 0, chooseGlyphs(true))).toHaveLength(3)
    expect(drawSparkline([], 3, 0, chooseGlyphs(false))).toBe('   ')
  })
})

describe('the layout', () => {
  const wishes = { isZoomed: false, suspectCount: 3, processCount: 9, isEarly: false } as const

  it.each([
    [40, 10],
    [60, 15],
    [80, 24],
    [109, 60],
    [120, 40],
    [200, 60],
    [300, 100],
  ])('at %i x %i covers every line once', (width, height) => {
    for (const focus of ['output', 'suspects', 'processes', 'detail'] as const) {
      const { header, panes, notice, footer } = layOut(width, height, { ...wishes, focus })
      const rects = [header, ...panes.values(), notice, footer]
      const covered = rects.reduce((sum, rect) => sum + rect.width * rect.height, 0)
      // Between panes side by side stands a column of its own.
      const divider = panes.size === 4 ? panes.get('processes')!.height : 0
      expect(covered + divider).toBe(width * height)
      expect(panes.has(focus)).toBe(true)
      for (const rect of rects) expect(Math.min(rect.height, rect.width)).toBeGreaterThan(0)
    }
  })
})
