/** Whether a file is for people to read: certificates in it are illustrations. */
export function isDocumentation(path: string): boolean {
  return /\.(?:md|mdx|markdown|rst|adoc|asciidoc|html?|xhtml|tex|ipynb|mdown)$/i.test(path)
}

/** Whether a text stands in for a file that Git LFS keeps elsewhere (git-lfs/docs/spec.md). */
export function isLfsPointer(text: string): boolean {
  return text.length < 1024 && /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d/.test(text)
}
