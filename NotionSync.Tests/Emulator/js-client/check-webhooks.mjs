// Usage: node check-webhooks.mjs NANGO_KEY NOTION_TOKEN < cases.json
// Reads [{ body, nango, notion }] and says of each what the vendors' own SDKs say: whether they take the signatures, and
// how they sign the body.
import { Nango } from '@nangohq/node';
import { signWebhookPayload, verifyWebhookSignature } from '@notionhq/client';
import { readFileSync } from 'node:fs';

const [nangoKey, verificationToken] = process.argv.slice(2);
const nango = new Nango({ secretKey: nangoKey });
const verdicts = [];

for (const { body, nango: nangoSignature, notion: notionSignature } of JSON.parse(readFileSync(0, 'utf8'))) {
    verdicts.push({
        nango: nango.verifyIncomingWebhookRequest(body, { 'X-Nango-Hmac-Sha256': nangoSignature }),
        notion: await verifyWebhookSignature({ body, signature: notionSignature, verificationToken }),
        signed: await signWebhookPayload({ body, verificationToken }),
    });
}

console.log(JSON.stringify(verdicts));
