// Signs and verifies with the published library of Standard Webhooks; run by a test.
// Reads {"secret", "sign": [{id, timestamp, body}], "verify": [{headers, body}]}, writes {"signatures", "verified"}.
import { readFileSync } from "node:fs"
import { Webhook } from "standardwebhooks"

const { secret, sign, verify } = JSON.parse(readFileSync(0, "utf8"))
const webhook = new Webhook(secret)

const isGood = ({ headers, body }) => {
  try {
    webhook.verify(body, headers)
    return true
  } catch {
    return false
  }
}

console.log(JSON.stringify({
  signatures: sign.map(({ id, timestamp, body }) => webhook.sign(id, new Date(timestamp * 1000), body)),
  verified: verify.map(isGood),
}))
