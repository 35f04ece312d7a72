/** A report that could not be written: to stdout, or to a file that was asked for. */
export class OutputFault extends Error {
  override readonly name = "OutputFault"
  readonly code: string
  readonly file: string

  constructor(code: string, file = "stdout") {
    super(`cannot write to ${file} (${code})`)
    this.code = code
    this.file = file
  }
}
