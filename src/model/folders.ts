/** The folder of a path; empty at the root of the scan. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash === -1 ? "" : path.slice(0, slash)
}

/** The folders that hold a path, the nearest first, the root of the scan last. */
export function* foldersAbove(path: string): Generator<string> {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    yield folder
    if (folder === "") return
  }
}

/** The nearest folder that holds both paths. */
export function commonFolder(a: string, b: string): string {
  const left = folderOf(a)
  const right = `${folderOf(b)}/`
  let end = 0
  for (let index = 0; index <= left.length; index++) {
    const unit = left[index] ?? "/"
    if (unit !== right[index]) break
    if (unit === "/") end = index
  }
  return left.slice(0, end)
}
