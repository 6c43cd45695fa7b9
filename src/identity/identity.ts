/** How an application shows who it is. */
export type Credential =
  /** A client secret, by reference. */
  | { readonly kind: 'secret'; readonly secret: string }
  /** A PEM file with a certificate and its RSA key; the key's passphrase, if it has one, by reference. */
  | { readonly kind: 'certificate'; readonly path: string; readonly passphrase?: string }
  /** A federated assertion: by reference, or the name of who gives one. */
  | { readonly kind: 'assertion'; readonly assertion: string };

/** Who calls the API. Secrets are references: `env:NAME`, `file:PATH` or `command:LINE`. */
export type Identity =
  /** An application by itself (app-only). */
  | { readonly kind: 'app'; readonly clientId: string; readonly credential: Credential }
  /** An application for a user who consented once (app+user, by the refresh token of the Secure Application Model). */
  | {
      readonly kind: 'user';
      readonly clientId: string;
      readonly credential: Credential;
      readonly refreshToken: string;
    }
  /** Whoever the token is for. */
  | { readonly kind: 'token'; readonly token: string };
