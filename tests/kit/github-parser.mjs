// Reads the files named on the command line as GitHub does, workflows and actions, and prints for each one an array of
// its errors. A process of its own, because GitHub's parser is meant for bundlers: it imports JSON without saying so.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { basename } from 'node:path';

const hook = `export const resolve = (name, context, next) =>
  next(name, context).then((found) =>
    found.url.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { NoOperationTraceWriter, parseWorkflow, convertWorkflowTemplate } = await import(
  '@actions/workflow-parser'
);
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');

const results = [];
for (const path of process.argv.slice(2)) {
  const name = basename(path);
  const file = { name, content: readFileSync(path, 'utf8') };
  const parse = name === 'action.yml' ? parseAction : parseWorkflow;
  const { context, value } = parse(file, new NoOperationTraceWriter());
  if (parse === parseWorkflow && value) await convertWorkflowTemplate(context, value);
  results.push(context.errors.getErrors().map(({ message }) => message));
}
process.stdout.write(JSON.stringify(results));
