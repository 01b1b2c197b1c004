import { expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../src/core/policy.js'

it('has a policy', () => expect(DEFAULT_POLICY.teardownTimeoutMs).toBe(5000))
