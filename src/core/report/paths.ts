/** A path as people want to read it: relative to `cwd` where it is inside, otherwise as it is. Either kind of slash. */
export function relativeTo(cwd: string, file: string): string {
  const path = file.startsWith('file://') ? decodeFileUrl(file) : file
  const base = cwd.endsWith('/') || cwd.endsWith('\\') ? cwd : `${cwd}${cwd.includes('\\') ? '\\' : '/'}`
  return path.startsWith(base) && path.length > base.length ? path.slice(base.length) : path
}

function decodeFileUrl(url: string): string {
  const path = url.slice('file://'.length)
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
