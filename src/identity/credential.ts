import type { NodeAuthOptions } from '@azure/msal-node';
import { assertionProviders, fetchAssertion } from './federated-assertion.js';
import type { Credential } from './identity.js';
import { nameOfReference, parseReference, resolveSecret, resolveToken } from './secret-reference.js';
import type { SendOptions } from './send-with-retry.js';
import { readSigningCertificate } from './signing-certificate.js';

/** MSAL's options for one way to show who the application is. */
export type ProofOptions = Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;

/** A credential that was looked at before it is needed. */
export interface OpenCredential {
  /** For messages: what it is and where it is kept. */
  readonly name: string;
  /** Asked for before each token, because assertions are short-lived. */
  proof(): Promise<ProofOptions>;
}

/** Resolves a credential's secret or certificate; an assertion is fetched when it is needed. `learn` is told every secret. Throws KitError. */
export async function openCredential(
  credential: Credential,
  options: SendOptions,
  learn: (secret: string) => void,
): Promise<OpenCredential> {
  switch (credential.kind) {
    case 'secret': {
      const clientSecret = await resolveToken(credential.secret);
      learn(clientSecret);
      return {
        name: `secret ${nameOfReference(parseReference(credential.secret))}`,
        proof: async () => ({ clientSecret }),
      };
    }
    case 'certificate': {
      const passphrase =
        credential.passphrase === undefined ? undefined : await resolveSecret(credential.passphrase);
      const clientCertificate = await readSigningCertificate(credential.path, passphrase);
      learn(clientCertificate.privateKey);
      return { name: `certificate ${credential.path}`, proof: async () => ({ clientCertificate }) };
    }
    case 'assertion': {
      const { assertion } = credential;
      const given = assertionProviders.find((giver) => giver === assertion);
      return {
        name: `assertion ${given ?? nameOfReference(parseReference(assertion))}`,
        proof: async () => {
          const clientAssertion = await fetchAssertion(assertion, options);
          learn(clientAssertion);
          return { clientAssertion };
        },
      };
    }
    default:
      return credential satisfies never;
  }
}
