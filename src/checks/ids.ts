import { type Answer, type HttpRequest, headerValues } from '../http/exchange.js';
import { isGuid } from '../http/guid.js';
import { idHeaders, sentGuid } from '../http/id-headers.js';
import { fieldInWords, finding, holds, type Outcome, violated } from './outcome.js';

/** The answer repeats the request's GUID in the header; letter case does not matter. Undefined when the request carries none. */
export function echoes(request: HttpRequest, answer: Answer, name: string): Outcome | undefined {
  const sent = sentGuid(request, name);
  if (sent === undefined) return undefined;
  const received = headerValues(answer.headers, name);
  if (received.some((value) => idsIn(value).some((id) => id.toLowerCase() === sent.toLowerCase())))
    return holds();
  return violated(finding(`header ${name}`, sent, fieldInWords(received)));
}

/** Each id header stands at most once and holds one id. */
export function hasSingleIds(answer: Answer): Outcome {
  return violated(
    ...idHeaders.flatMap((name) => {
      const values = headerValues(answer.headers, name);
      if (values.length > 1) return [finding(`header ${name}`, 'it once', `it ${values.length} times`)];
      const [value] = values;
      return value !== undefined && idsIn(value).length > 1
        ? [finding(`header ${name}`, 'one id', value)]
        : [];
    }),
  );
}

/** Ids that the service made are GUIDs. */
export function hasGuids(answer: Answer, names: readonly string[] = idHeaders): Outcome {
  return violated(
    ...names.flatMap((name) =>
      headerValues(answer.headers, name)
        .filter((value) => !isGuid(value))
        .map((value) => finding(`header ${name}`, 'a GUID', fieldInWords([value]))),
    ),
  );
}

function idsIn(value: string): readonly string[] {
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
