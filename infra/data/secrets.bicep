@description('Name of the vault that holds the operator\'s secrets.')
param vaultName string

@description('When they are due for rotation, in ISO 8601.')
param expiresAt string

@secure()
@description('Client secret of the direct OAuth integration; empty: none.')
param notionOAuthClientSecret string

@secure()
@description('Verification token of Notion\'s webhooks; empty: none.')
param notionWebhookVerificationToken string

@secure()
@description('Nango\'s secret key; empty: none.')
param nangoSecretKey string

@secure()
@description('Key of Nango\'s webhooks; empty: none.')
param nangoWebhookKey string

@secure()
@description('Signs the events that are sent; empty: none.')
param eventsSecret string

var expiry = dateTimeToEpoch(expiresAt)

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource oauthSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(notionOAuthClientSecret)) {
  parent: vault
  name: 'notion-oauth-client-secret'
  properties: {
    value: notionOAuthClientSecret
    attributes: {
      exp: expiry
    }
  }
}

// Notion's own token has no end: it changes with the webhook subscription only.
resource webhookToken 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(notionWebhookVerificationToken)) {
  parent: vault
  name: 'notion-webhook-verification-token'
  properties: {
    value: notionWebhookVerificationToken
  }
}

resource nangoSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(nangoSecretKey)) {
  parent: vault
  name: 'nango-secret-key'
  properties: {
    value: nangoSecretKey
    attributes: {
      exp: expiry
    }
  }
}

resource nangoKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(nangoWebhookKey)) {
  parent: vault
  name: 'nango-webhook-key'
  properties: {
    value: nangoWebhookKey
    attributes: {
      exp: expiry
    }
  }
}

resource eventsKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(eventsSecret)) {
  parent: vault
  name: 'events-secret'
  properties: {
    value: eventsSecret
    attributes: {
      exp: expiry
    }
  }
}

@description('Where each secret is, without a version, so that a rotated one is picked up; empty where there is none.')
output uris object = {
  notionOAuthClientSecret: empty(notionOAuthClientSecret) ? '' : oauthSecret!.properties.secretUri
  notionWebhookVerificationToken: empty(notionWebhookVerificationToken) ? '' : webhookToken!.properties.secretUri
  nangoSecretKey: empty(nangoSecretKey) ? '' : nangoSecret!.properties.secretUri
  eventsSecret: empty(eventsSecret) ? '' : eventsKey!.properties.secretUri
  nangoWebhookKey: empty(nangoWebhookKey) ? '' : nangoKey!.properties.secretUri
}
