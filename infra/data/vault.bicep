@minLength(3)
@maxLength(24)
@description('Name of the vault.')
param name string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@minValue(7)
@maxValue(90)
@description('How long deleted secrets can be brought back, in days.')
param deletedDays int

@description('Nobody, not even an owner, can remove a deleted secret before that time. Cannot be taken back.')
param purgeProtection bool

@description('Closes the public endpoint.')
param isPrivate bool

@description('Principal id of the app\'s identity.')
param appPrincipalId string

@description('Whether the app sets and deletes secrets, or only reads them.')
param appMayWrite bool

@description('Log Analytics workspace for the audit log.')
param workspaceId string

var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var role = appMayWrite ? secretsOfficer : secretsUser

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: deletedDays

    // The service refuses false: it is on, or not said.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource appRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, appPrincipalId, role)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
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

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
