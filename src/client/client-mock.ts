import { loadContract } from '../contract/load-contract.js';
import { isSameQualification } from '../contract/qualification.js';
import { isCredential } from '../http/evidence.js';
import type { Claims, Flow } from '../mock/authority/tokens.js';
import type { Customer } from '../mock/customers.js';
import { behaviourNamed } from '../mock/faults.js';
import { type Mock, startMock } from '../mock/server.js';
import type { DriverValues } from './driver.js';
import { valuesFor } from './play.js';

/** A request as a mock received it, without its credentials. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A mock for a client to call. Its tokens are good there alone, until it is closed. */
export class ClientMock {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** One for each qualification. */
  readonly customers: readonly Customer[];
  readonly #mock: Mock;

  private constructor(mock: Mock) {
    this.#mock = mock;
    this.origin = mock.origin;
    this.customers = mock.customers;
  }

  /** Starts one on a free port of loopback. Throws KitError for a fault that there is not. */
  static async start(faults: readonly string[], seed: number): Promise<ClientMock> {
    const behaviours = faults.map((name) => behaviourNamed(name));
    return new ClientMock(await startMock({ contract: loadContract(), seed, behaviours }));
  }

  /** The customer with a qualification, in any documented spelling. Throws for one that none has. */
  customer(qualification: string): Customer {
    const found = this.customers.find((one) => isSameQualification(one.qualification, qualification));
    if (!found) throw new Error(`no customer of the mock has the qualification "${qualification}"`);
    return found;
  }

  /** A token that the mock accepts, unless the claims say otherwise: `{ expiresIn: -60 }` for one that has expired. */
  mint(flow: Flow = 'app', claims: Claims = {}): Promise<string> {
    return this.#mock.authority.mint(flow, claims);
  }

  /** What a client needs to read a customer, by the names of environment variables; with a new token. */
  async environment(customer: Customer | string = this.customer('education')): Promise<DriverValues> {
    return valuesFor(this.#mock, await this.mint(), typeof customer === 'string' ? customer : customer.id);
  }

  /** The latest requests, at most 100, oldest first. */
  get requests(): readonly ReceivedRequest[] {
    return this.#mock.journal.read().map(({ call: { method, target, headers } }) => ({
      method,
      target,
      headers: headers.map(([name, value]) => [name, isCredential(name) ? outline(value) : value] as const),
    }));
  }

  close(): Promise<void> {
    return this.#mock.close();
  }
}

/** A credential by its scheme and length. */
function outline(value: string): string {
  const [scheme = '', ...rest] = value.split(' ');
  const token = rest.join(' ');
  return token === '' ? `[${value.length} characters]` : `${scheme} [${token.length} characters]`;
}
