import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { KitError } from '../errors.js';
import { packageRoot } from '../files/package-root.js';
import { targetsFileName } from '../target/targets-file.js';

const template = `# yaml-language-server: $schema=SCHEMA
#
# The services that qualification-kit may judge. It only reads, unless a run
# is given --writes and customers here are writable.
# Secrets never stand here. Each is a reference to where it is:
#   env:NAME           an environment variable
#   file:PATH          a file, its last line end taken off
#   command:COMMAND    what a command prints, such as
#                      command:az account get-access-token …
# qualification-kit doctor --target contoso says what is wrong,
# qualification-kit plan --target contoso what would be sent.

targets:
  contoso:
    cloud: global             # global, us-gov or china;
                              # or set baseUrl, authority and scope
    tenant: 00000000-0000-0000-0000-000000000000
    identities:
      app:                    # an application's own token
        clientId: 00000000-0000-0000-0000-000000000000
        secret: env:CONTOSO_SECRET
        # or, in place of secret, one of these:
        # certificate: app.pem    # and passphrase: env:…
        # assertion: github       # or azure-devops, workload, env:…, file:…
      # user:                 # app+user, by the Secure Application Model
      #   clientId: 00000000-0000-0000-0000-000000000000
      #   secret: env:CONTOSO_SECRET
      #   refreshToken: env:CONTOSO_REFRESH_TOKEN
      # user:
      #   token: file:user.token  # or a ready token, in place of all others
    customers:
      - id: 00000000-0000-0000-0000-000000000000
        qualification: education  # what it must have; may be left out
      # - id: …
      #   writable: true        # disposable: --writes may give it a
      #                         # qualification, for ever
    # writes: true              # needed for that where it is not loopback
    # writeBudget: 20           # most writes that a right service carries out
    # validationCode: env:CONTOSO_CODE   # for GovernmentCommunityCloud
    # operations: [getCustomerQualification]   # default: every read
    budget: 2000              # most requests in a run, all shards together
    pace: 10                  # most requests in a second, all shards together
    # proxy: http://proxy.example:8080
    # ca: corporate-ca.pem
`;

/** Writes a file of targets to fill in. Throws KitError rather than write over one. */
export function init({ file = targetsFileName }: { readonly file?: string }): void {
  const path = resolve(file);
  if (existsSync(path)) throw new KitError(`${file} is there already; nothing was written`);
  const schema = relative(dirname(path), join(packageRoot, 'schemas', 'targets.schema.json'));
  writeFileSync(
    path,
    template.replace('SCHEMA', () => schema.split(sep).join('/')),
  );
  process.stdout.write(`${file} written; fill it in, then run qualification-kit doctor --target contoso\n`);
}
