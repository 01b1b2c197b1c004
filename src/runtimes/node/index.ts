export { createNodeAdapter } from './adapter.js'
