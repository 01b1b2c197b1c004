import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { globalSetup: ['./test/price-service.ts'], teardownTimeout: 120_000 },
})
