// A real OpenID Connect provider for the tests: node provider.mjs <port> <client id> <client secret> <redirect uri> <accounts.json>
// It prints "ready" once it answers. Accounts: {"login": {"email": "...", "email_verified": true}}; any password does.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, clientId, clientSecret, redirectUri, accountsFile] = process.argv.slice(2);
const accounts = JSON.parse(readFileSync(accountsFile, "utf8"));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  // The address comes from the userinfo endpoint only, as the standard has it for the code flow.
  conformIdTokenClaims: true,
  pkce: { required: () => true },
  cookies: { keys: ["only for the tests"] },
  findAccount: (_context, id) => (id in accounts ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
