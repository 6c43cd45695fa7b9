import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';

/** What targets.yaml calls a cloud. */
export type CloudName = 'global' | 'us-gov' | 'china';

/** Where a cloud's Partner Center is, who grants its tokens, and what to ask for. */
export interface Cloud {
  readonly name: CloudName;
  /** Scheme and host. */
  readonly baseUrl: string;
  /** Scheme and host, without a tenant. */
  readonly authority: string;
  readonly scope: string;
}

/**
 * The clouds that Partner Center is in. Base URLs: "Partner Center REST URLs"; the US Government's is the global one.
 * Scopes: the resource of "Deprecate Azure Active Directory Graph token", with `/.default`. Authorities: "National
 * clouds" of Microsoft Entra. For China, sources contradict one another: Partner Center's PowerShell module says
 * login.chinacloudapi.cn; newer ones say login.partner.microsoftonline.cn, of which MSAL takes the former for an alias.
 */
export const clouds: readonly Cloud[] = [
  {
    name: 'global',
    baseUrl: 'https://api.partnercenter.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    scope: 'https://api.partnercenter.microsoft.com/.default',
  },
  {
    name: 'us-gov',
    baseUrl: 'https://api.partnercenter.microsoft.com',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://api.partnercenter.microsoft.com/.default',
  },
  {
    name: 'china',
    baseUrl: 'https://partner.partnercenterapi.microsoftonline.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    scope: 'https://partner.partnercenterapi.microsoftonline.cn/.default',
  },
];

/** The cloud of that name. Throws KitError with the nearest name when there is none. */
export function cloudNamed(name: string): Cloud {
  const found = clouds.find((cloud) => cloud.name === name);
  if (!found)
    throw new KitError(
      `unknown cloud "${name}"${didYouMean(
        name,
        clouds.map((cloud) => cloud.name),
      )}`,
    );
  return found;
}
