import { cargoTest } from './cargo-test.js'
import type { Format } from './format.js'
import { goTest } from './go-test.js'
import { jest } from './jest.js'
import { mocha } from './mocha.js'
import { nodeTest } from './node-test.js'
import { pytest } from './pytest.js'
import { tap } from './tap.js'
import { unittest } from './unittest.js'
import { vitest } from './vitest.js'

/** Every format, in the order of their names. */
export const FORMATS: readonly Format[] = [cargoTest, goTest, jest, mocha, nodeTest, pytest, tap, unittest, vitest]
