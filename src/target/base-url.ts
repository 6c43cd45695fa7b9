import type { Contract } from '../contract/contract.js';
import { isLoopback } from '../http/loopback.js';
import type { BaseUrl } from './target.js';

/** What a base URL says, or what is wrong with it, to be put behind the name of where it stands. */
export type ParsedBaseUrl = (BaseUrl & { readonly problem?: undefined }) | { readonly problem: string };

/** Parses what stands in front of the contract's paths. Plain HTTP is for loopback alone; a text that may be a secret in the wrong place is not repeated whole. */
export function parseBaseUrl(text: string, contract: Contract): ParsedBaseUrl {
  if (!URL.canParse(text))
    return {
      problem: `"${startOf(text)}" is no URL; did you mean "https://${startOf(text.replace(/^(\w+:)?\/+/, ''))}"?`,
    };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { problem: `begins with "${url.protocol}"; did you mean "https:"?` };
  if (url.username !== '' || url.password !== '')
    return {
      problem: 'holds credentials; give tokens in PARTNER_CENTER_APP_TOKEN or PARTNER_CENTER_USER_TOKEN',
    };
  if (url.search !== '' || url.hash !== '')
    return {
      problem: 'has a query or a fragment; give scheme, host and, if there is one, a path prefix',
    };
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return {
      problem: `would send tokens over plain HTTP to ${url.hostname}; did you mean "https://${url.host}"?`,
    };
  const prefix = url.pathname.replace(/\/+$/, '');
  const version = contract.operations[0]?.template.split('/')[1];
  if (version !== undefined && prefix.split('/').includes(version))
    return {
      problem: `has /${version} in it, with which the contract's paths begin; did you mean "${url.origin}${prefix.slice(0, prefix.indexOf(`/${version}`))}"?`,
    };
  return { origin: url.origin, prefix };
}

/** The beginning of what somebody gave, which may be a secret in the wrong place. */
export function startOf(text: string): string {
  const harmless =
    text.length <= 16 || /^[0-9a-f-]{1,40}$/i.test(text) || /^[\w:/-]+(\.[\w-]+){1,4}[\w:/-]*$/.test(text);
  return harmless && !text.startsWith('eyJ') ? text : `${text.slice(0, 8)}…`;
}
