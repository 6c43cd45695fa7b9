/** The colours and the type of the kit's pages, light and dark. */
export const palette = `
:root { color-scheme: light dark;
  --page: #fff; --panel: #f6f7f9; --line: #dde1e6; --text: #1b1f24; --muted: #57606a; --link: #0a58b5; --mark: #fff1c2; --on: #fff;
  --pass: #1a7038; --fail: #b3261e; --waived: #6b3fb0; --error: #8f4a00; --skip: #59626c;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #14171a; --panel: #1c2024; --line: #32383f; --text: #e4e7eb; --muted: #a0a9b3; --link: #7db7ff; --mark: #4a3d10; --on: #14171a;
  --pass: #63c783; --fail: #ff8f84; --waived: #c5a8f7; --error: #efab63; --skip: #a0a9b3; } }
`;
