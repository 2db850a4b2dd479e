@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Subnet of the app; empty: none.')
param subnetId string

@minValue(40)
@maxValue(1000)
@description('Most instances of one function.')
param maximumInstances int

@allowed([
  512
  2048
  4096
])
@description('Memory of an instance in MB.')
param instanceMemory int

@minValue(0)
@maxValue(20)
@description('Instances of the HTTP functions that are kept warm, so that OAuth and webhooks meet no cold start.')
param alwaysReady int

@description('Blob endpoint of the storage account.')
param blobEndpoint string

@description('Queue endpoint of the storage account.')
param queueEndpoint string

@description('Table endpoint of the storage account.')
param tableEndpoint string

@description('Container of the published app.')
param deploymentContainer string

@description('Connection string of Application Insights; no secret, local authentication is off.')
param insightsConnectionString string

@description('Log Analytics workspace for the platform\'s logs.')
param workspaceId string

@description('The vault of the tenants\' tokens.')
param tokensVaultUri string

@description('Where the operator\'s secrets are, as data/secrets.bicep gives them.')
param secretUris object

@description('Application (client) id of the Entra ID app registration; empty: nobody gets in.')
param authClientId string

@description('Requests a minute that one connection may send to Notion.')
param notionRequestsPerMinute string

@description('Client id of the direct OAuth integration; empty: off.')
param notionOAuthClientId string

@description('Its redirect URI; empty: that of this app.')
param notionOAuthRedirectUri string

@description('Where a browser may be sent after connecting, separated by spaces; empty: nowhere.')
param notionOAuthAllowedReturnUrls string

@description('Where Nango is.')
param nangoBaseUrl string

@description('The id of the Notion integration in Nango.')
param nangoIntegrationId string

@description('Requests a minute that Nango allows the account.')
param nangoRequestsPerMinute string

@description('Whether actions that write to Notion exist.')
param actionsAllowWrites bool

@description('Where events are sent; empty: nowhere.')
param eventsUrl string

// Routes that answer without a principal, and no others: webhooks prove themselves by signature, the callback by its
// state, public routes by the access level. A test compares them with the routes of the app.
var openPaths = [
  '/'
  '/api/health'
  '/api/health/live'
  '/api/health/ready'
  '/api/oauth/notion/callback'
  '/api/openapi.json'
  '/api/public/*'
  '/api/webhooks/nango'
  '/api/webhooks/notion'
  '/assets/*'
  '/audit'
  '/contacts'
  '/documents'
  '/documents/*'
  '/import'
  '/runs'
  '/runs/*'
  '/settings'
  '/trust/*'
]

// The README has a table of all settings; a test compares the two. What is not set here keeps its default.
var settings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  Actions__AllowWrites: actionsAllowWrites ? 'true' : 'false'
  Notion__RequestsPerMinute: notionRequestsPerMinute
  Secrets__VaultUri: tokensVaultUri
  Sync__Schedule: '0 */15 * * * *'
  Connections__ReconcileSchedule: '0 40 * * * *'
}

// Off unless given: an empty value would be a setting that is set.
var oauthSettings = empty(notionOAuthClientId) ? {} : {
  NotionOAuth__ClientId: notionOAuthClientId
  NotionOAuth__ClientSecret: '@Microsoft.KeyVault(SecretUri=${secretUris.notionOAuthClientSecret})'
  NotionOAuth__RedirectUri: empty(notionOAuthRedirectUri) ? 'https://${name}.azurewebsites.net/api/oauth/notion/callback' : notionOAuthRedirectUri
  NotionOAuth__AllowedReturnUrls: notionOAuthAllowedReturnUrls
}
var webhookSettings = empty(secretUris.notionWebhookVerificationToken) ? {} : {
  NotionWebhook__VerificationToken: '@Microsoft.KeyVault(SecretUri=${secretUris.notionWebhookVerificationToken})'
}
var nangoSettings = empty(secretUris.nangoSecretKey) ? {} : {
  Nango__BaseUrl: nangoBaseUrl
  Nango__IntegrationId: nangoIntegrationId
  Nango__RequestsPerMinute: nangoRequestsPerMinute
  Nango__SecretKey: '@Microsoft.KeyVault(SecretUri=${secretUris.nangoSecretKey})'
}
var nangoWebhookSettings = empty(secretUris.nangoWebhookKey) ? {} : {
  Nango__WebhookKey: '@Microsoft.KeyVault(SecretUri=${secretUris.nangoWebhookKey})'
}
var eventsSettings = empty(eventsUrl) ? {} : {
  Events__Url: eventsUrl
  Events__Secret: '@Microsoft.KeyVault(SecretUri=${secretUris.eventsSecret})'
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, {
    'azd-service-name': 'api'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady == 0 ? [] : [
          {
            name: 'http'
            instanceCount: alwaysReady
          }
        ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, oauthSettings, webhookSettings, nangoSettings, nangoWebhookSettings, eventsSettings)
}

resource authentication 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: true
      runtimeVersion: '~1'
    }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      excludedPaths: openPaths
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: !empty(authClientId)
        registration: {
          clientId: authClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${subscription().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            authClientId
            'api://${authClientId}'
          ]
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

// Publishing goes by Entra ID tokens; user names and passwords stay off.
resource noFtpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

// The app's own telemetry goes to Application Insights; this is what only the platform knows.
resource platformLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceAuthenticationLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'
