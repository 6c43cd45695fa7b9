/** The line of a program's standard error that tells most: the last one that names an error and is no frame of a stack, else the last one. */
export function errorLine(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const named = lines.filter(
    (line) => /error|exception|panic|fatal|not found/i.test(line) && !/^(at|File) /.test(line),
  );
  const line = named.at(-1) ?? lines.at(-1) ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
