import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { type HttpRequest, pathOfTarget } from '../http/exchange.js';
import { decodeSegment } from '../http/path-segment.js';

/** Where a request leads to by the contract's paths. */
export interface Located {
  readonly baseUrl: string;
  readonly path: string;
  readonly documented: boolean;
  readonly operation: Operation | undefined;
  readonly nearest: Operation;
}

/** Finds the path of the contract that a request's path ends with, below whatever base URL; else one that it comes near to: in other letter case, with slashes too many, with letters percent-encoded. Undefined where there is none. */
export function locate(
  contract: Contract,
  { method, origin, target }: Pick<HttpRequest, 'method' | 'origin' | 'target'>,
): Located | undefined {
  const whole = pathOfTarget(target);
  const belowAny = (found: (path: string) => readonly Operation[], documented: boolean) => {
    for (let at = whole.indexOf('/'); at >= 0; at = whole.indexOf('/', at + 1)) {
      const path = whole.slice(at);
      const operations = found(path);
      const [nearest] = operations;
      if (!nearest) continue;
      const operation = documented ? operations.find((one) => one.method === method) : undefined;
      return { baseUrl: origin + whole.slice(0, at), path, documented, operation, nearest };
    }
    return undefined;
  };
  return (
    belowAny((path) => contract.operations.filter((one) => one.matchPath(path)), true) ??
    belowAny((path) => near(contract, normal(path)), false)
  );
}

/** A path without what does not matter when one looks for what was meant. */
function normal(path: string): string {
  return `/${path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decodeSegment(segment).toLowerCase())
    .join('/')}`;
}

function near({ operations }: Contract, path: string): readonly Operation[] {
  const segments = path.split('/');
  return operations.filter(({ template }) => {
    const wanted = template.split('/');
    return (
      wanted.length === segments.length &&
      wanted.every((one, index) => /^\{[^}]+\}$/.test(one) || one.toLowerCase() === segments[index])
    );
  });
}
