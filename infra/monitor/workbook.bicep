@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Log Analytics workspace that holds the telemetry.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'notionsync')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'NotionSync'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('workbook.json'), '{workspaceId}', workspaceId)
  }
}
