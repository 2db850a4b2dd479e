@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of Application Insights.')
param insightsName string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@minValue(30)
@maxValue(730)
@description('How long logs are kept, in days.')
param retentionDays int

@minValue(1)
@description('Most GB a day; what comes beyond that is dropped until midnight UTC.')
param dailyGigabytes int

@description('Principal id of the app\'s identity, which alone may send telemetry.')
param publisherPrincipalId string

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyGigabytes
    }
    features: {
      disableLocalAuth: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, publisherPrincipalId, metricsPublisher)
  properties: {
    principalId: publisherPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

output workspaceId string = workspace.id
output connectionString string = insights.properties.ConnectionString
