/** The package under this name is an alias whose own types declare another name. Only the door is declared here. */
declare module 'node-pty' {
  const module: Record<string, unknown>
  export default module
}
