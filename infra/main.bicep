targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment. Part of the resource group\'s name, and of the token that makes all other names unique.')
param environmentName string

@minLength(1)
@description('Azure region. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@allowed([
  'dev'
  'test'
  'prod'
])
@description('dev: least cost, short retention. test: as prod, smaller. prod: zone-redundant storage, an instance always ready, purge protection.')
param size string = 'dev'

@description('Puts storage and the vault of the tenants\' tokens behind private endpoints, reachable from the app\'s subnet only.')
param privateNetworking bool = false

@description('Application (client) id of the Entra ID app registration that callers ask tokens for. Empty: every route that needs a principal answers 401.')
param authClientId string = ''

@description('Who gets the alerts and the budget notices. Empty: alerts show in the portal, budget notices go to the owners of the subscription.')
param alertEmail string = ''

@description('Requests a minute that one connection may send to Notion: 180, or 600 for workspaces on the Business and Enterprise plans; auto learns which.')
param notionRequestsPerMinute string = 'auto'

@description('Direct OAuth with Notion: the client id of the public integration. Empty: off.')
param notionOAuthClientId string = ''

@secure()
@description('Direct OAuth with Notion: the client secret. Empty: off.')
param notionOAuthClientSecret string = ''

@description('Direct OAuth with Notion: the redirect URI as registered there. Empty: that of this app\'s own host name.')
param notionOAuthRedirectUri string = ''

@description('Direct OAuth with Notion: where a browser may be sent after connecting, separated by spaces. Empty: nowhere.')
param notionOAuthAllowedReturnUrls string = ''

@secure()
@description('Notion\'s webhooks: the verification token that Notion sent to the endpoint once. Empty: off.')
param notionWebhookVerificationToken string = ''

@description('Where Nango is: its cloud, or your own.')
param nangoBaseUrl string = 'https://api.nango.dev'

@description('The id of the Notion integration in Nango.')
param nangoIntegrationId string = 'notion'

@secure()
@description('Connections through Nango: the environment\'s secret key. Empty: off.')
param nangoSecretKey string = ''

@secure()
@description('Nango\'s webhooks: the key that signs them. Empty: the secret key.')
param nangoWebhookKey string = ''

@description('Requests a minute that Nango allows the account; more on its bigger plans.')
param nangoRequestsPerMinute string = '200'

@description('Whether actions that write to Notion exist at all; a connection has to be granted it besides.')
param actionsAllowWrites bool = false

@description('Where the product\'s back end is told what happens; https. Empty: nowhere.')
param eventsUrl string = ''

@secure()
@description('What those events are signed with: whsec_ and 24 to 64 bytes in base64. Needed with an address.')
param eventsSecret string = ''

@description('When the secrets above are due for rotation, in ISO 8601. An alert fires 30 days before. By default half a year after the deployment that sets them.')
param secretsExpireAt string = dateTimeAdd(utcNow(), 'P180D')

@minValue(0)
@description('Euros or dollars (the subscription\'s currency) a month; notices at 80 and 100 percent. 0: the default of the size.')
param monthlyBudget int = 0

@description('First day of the budget: the first of a month, not in the past when the budget is created.')
param budgetStart string = utcNow('yyyy-MM-01')

var tags = {
  'azd-env-name': environmentName
}
var token = toLower(uniqueString(subscription().id, environmentName, location))

// What differs between the sizes, and nothing else does.
var sizes = {
  dev: {
    maximumInstances: 40
    instanceMemory: 2048
    alwaysReady: 0
    storageSku: 'Standard_LRS'
    deletedDays: 7
    logDays: 30
    dailyLogGigabytes: 1
    purgeProtection: false
    budget: 20
  }
  test: {
    maximumInstances: 40
    instanceMemory: 2048
    alwaysReady: 0
    storageSku: 'Standard_LRS'
    deletedDays: 7
    logDays: 30
    dailyLogGigabytes: 2
    purgeProtection: false
    budget: 50
  }
  prod: {
    maximumInstances: 100
    instanceMemory: 2048
    alwaysReady: 1
    storageSku: 'Standard_ZRS'
    deletedDays: 30
    logDays: 90
    dailyLogGigabytes: 10
    purgeProtection: true
    budget: 300
  }
}
var sized = sizes[size]

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module logs 'monitor/logs.bicep' = {
  name: 'logs'
  scope: group
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: sized.logDays
    dailyGigabytes: sized.dailyLogGigabytes
    publisherPrincipalId: identity.outputs.principalId
  }
}

module network 'network/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
  }
}

module storage 'data/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    skuName: sized.storageSku
    deletedDays: sized.deletedDays
    isPrivate: privateNetworking
    appPrincipalId: identity.outputs.principalId
    workspaceId: logs.outputs.workspaceId
  }
}

// The app reads and writes tenants' tokens here, and nobody else does.
module tokensVault 'data/vault.bicep' = {
  name: 'tokens-vault'
  scope: group
  params: {
    name: 'kvt-${token}'
    location: location
    tags: tags
    deletedDays: sized.deletedDays
    purgeProtection: sized.purgeProtection
    isPrivate: privateNetworking
    appPrincipalId: identity.outputs.principalId
    appMayWrite: true
    workspaceId: logs.outputs.workspaceId
  }
}

// The operator's own secrets, which the app only reads. Not private: the platform resolves references to it from outside the network.
module settingsVault 'data/vault.bicep' = {
  name: 'settings-vault'
  scope: group
  params: {
    name: 'kvs-${token}'
    location: location
    tags: tags
    deletedDays: sized.deletedDays
    purgeProtection: sized.purgeProtection
    isPrivate: false
    appPrincipalId: identity.outputs.principalId
    appMayWrite: false
    workspaceId: logs.outputs.workspaceId
  }
}

module secrets 'data/secrets.bicep' = {
  name: 'secrets'
  scope: group
  params: {
    vaultName: settingsVault.outputs.name
    expiresAt: secretsExpireAt
    notionOAuthClientSecret: notionOAuthClientSecret
    notionWebhookVerificationToken: notionWebhookVerificationToken
    nangoSecretKey: nangoSecretKey
    nangoWebhookKey: nangoWebhookKey
    eventsSecret: eventsSecret
  }
}

module endpoints 'network/endpoints.bicep' = if (privateNetworking) {
  name: 'endpoints'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    networkId: privateNetworking ? network!.outputs.networkId : ''
    subnetId: privateNetworking ? network!.outputs.endpointSubnetId : ''
    storageId: storage.outputs.id
    vaultId: tokensVault.outputs.id
  }
}

module api 'app/api.bicep' = {
  name: 'api'
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    maximumInstances: sized.maximumInstances
    instanceMemory: sized.instanceMemory
    alwaysReady: sized.alwaysReady
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    deploymentContainer: storage.outputs.deploymentContainer
    insightsConnectionString: logs.outputs.connectionString
    workspaceId: logs.outputs.workspaceId
    tokensVaultUri: tokensVault.outputs.uri
    secretUris: secrets.outputs.uris
    authClientId: authClientId
    notionRequestsPerMinute: notionRequestsPerMinute
    notionOAuthClientId: notionOAuthClientId
    notionOAuthRedirectUri: notionOAuthRedirectUri
    notionOAuthAllowedReturnUrls: notionOAuthAllowedReturnUrls
    nangoBaseUrl: nangoBaseUrl
    nangoIntegrationId: nangoIntegrationId
    nangoRequestsPerMinute: nangoRequestsPerMinute
    actionsAllowWrites: actionsAllowWrites
    eventsUrl: eventsUrl
  }
}

module alerts 'monitor/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    settingsVaultId: settingsVault.outputs.id
    email: alertEmail
    isEnabled: size != 'dev'
  }
}

module workbook 'monitor/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
  }
}

module budget 'monitor/budget.bicep' = {
  name: 'budget'
  scope: group
  params: {
    name: 'budget-${environmentName}'
    amount: monthlyBudget > 0 ? monthlyBudget : sized.budget
    start: budgetStart
    email: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_API_NAME string = api.outputs.name
output SERVICE_API_URI string = api.outputs.uri
output NOTION_OAUTH_REDIRECT_URI string = '${api.outputs.uri}/api/oauth/notion/callback'
output NOTION_WEBHOOK_URI string = '${api.outputs.uri}/api/webhooks/notion'
output NANGO_WEBHOOK_URI string = '${api.outputs.uri}/api/webhooks/nango'
