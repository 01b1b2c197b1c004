// What the page can do beyond reading: copy a command, and charts to point at. Everything that matters is in the page
// without it.
;(() => {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy)
      await navigator.clipboard.writeText(source.textContent)
      button.textContent = 'Copied'
      setTimeout(() => {
        button.textContent = 'Copy'
      }, 1500)
    })
  }

  const data = document.getElementById('curves')
  if (!data || !window.uPlot) return
  const curves = JSON.parse(data.textContent)
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const drawn = []

  function draw(figure) {
    const plain = figure.querySelector('.plain-chart')
    const column = curves[figure.dataset.column]
    const holder = document.createElement('div')
    plain.setAttribute('hidden', '')
    figure.append(holder)
    const options = {
      width: holder.clientWidth,
      height: 190,
      cursor: { sync: { key: 'overstay' }, drag: { x: true, y: false } },
      scales: { x: { time: false, range: [0, curves.totalSeconds] } },
      axes: [axis('s'), axis(figure.dataset.unit)],
      series: [
        { label: 'time', value: (_, x) => (x == null ? '' : `${x.toFixed(2)} s`) },
        {
          label: figure.dataset.label,
          stroke: colour('--tests'),
          width: 2,
          points: { show: false },
          value: (_, y) => (y == null ? '' : `${y.toFixed(0)} ${figure.dataset.unit}`),
        },
      ],
      hooks: { draw: [(plot) => drawFinish(plot)] },
    }
    drawn.push({ figure, holder, plain, plot: new uPlot(options, [curves.atSeconds, column], holder) })
  }

  function axis(unit) {
    return {
      stroke: colour('--soft'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 },
      values: (_, ticks) => ticks.map((tick) => `${tick} ${unit}`),
      size: unit === 's' ? 34 : 64,
      // Half a process is no tick.
      ...(unit === '' ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}),
    }
  }

  function drawFinish(plot) {
    if (curves.finishSeconds === null) return
    const x = Math.round(plot.valToPos(curves.finishSeconds, 'x', true))
    const { ctx, bbox } = plot
    ctx.save()
    ctx.strokeStyle = colour('--soft')
    ctx.setLineDash([6, 6])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.restore()
  }

  function redraw() {
    for (const { holder, plot } of drawn.splice(0)) {
      plot.destroy()
      holder.remove()
    }
    for (const figure of document.querySelectorAll('figure[data-column]')) draw(figure)
  }

  redraw()
  let pending = 0
  window.addEventListener('resize', () => {
    clearTimeout(pending)
    pending = setTimeout(redraw, 100)
  })
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  // A canvas keeps the screen's colours; paper gets the drawing that is in the page.
  window.addEventListener('beforeprint', () => {
    for (const { holder, plain } of drawn) {
      holder.hidden = true
      plain.removeAttribute('hidden')
    }
  })
  window.addEventListener('afterprint', redraw)
})()
