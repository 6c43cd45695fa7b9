/** An error that is printed without frames: the place that matters is not in the kit. */
export function framelessError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
