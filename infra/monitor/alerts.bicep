@description('Makes the names unique.')
param token string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Log Analytics workspace that holds the telemetry.')
param workspaceId string

@description('The vault whose secrets may expire.')
param settingsVaultId string

@description('Who is told; empty: nobody, the alerts show in the portal.')
param email string

@description('Whether alerts fire.')
param isEnabled bool

var runbooks = 'docs/runbooks'

// Each alert has a runbook of its name in docs/runbooks/. A test compares the two, and the metrics with those of the app.
var alerts = [
  {
    name: 'sync-lag'
    severity: 2
    description: 'For one tenant in twenty, documents are more than two hours behind their schedule.'
    query: 'AppMetrics | where Name == "notionsync.sync.lag" and tostring(Properties.percentile) == "95" | summarize value = max(Max)'
    threshold: 7200
    window: 'PT30M'
  }
  {
    name: 'poison-messages'
    severity: 1
    description: 'Work was given up after all its tries.'
    query: 'AppMetrics | where Name == "notionsync.poison.messages" | summarize value = sum(Sum)'
    threshold: 0
    window: 'PT15M'
  }
  {
    name: 'error-rate'
    severity: 1
    description: 'More than five percent of the requests fail on our side.'
    query: 'AppRequests | where toint(ResultCode) > 0 | summarize failed = countif(toint(ResultCode) >= 500), total = count() | extend value = iff(total < 20, 0.0, 100.0 * failed / total) | project value'
    threshold: 5
    window: 'PT15M'
  }
  {
    name: 'throttle-saturation'
    severity: 3
    description: 'Workers wait for Notion\'s limits more than they work.'
    query: 'AppMetrics | where Name == "notion.throttle.wait" | summarize value = sum(Sum)'
    threshold: 1800
    window: 'PT30M'
  }
  {
    name: 'queue-age'
    severity: 2
    description: 'A message that may be worked on has waited for more than half an hour.'
    query: 'AppMetrics | where Name == "notionsync.queue.age" | summarize value = max(Max)'
    threshold: 1800
    window: 'PT15M'
  }
  {
    name: 'failed-webhooks'
    severity: 2
    description: 'Webhooks are refused or cannot be taken.'
    query: 'AppMetrics | where Name == "notionsync.webhook.failures" | summarize value = sum(Sum)'
    threshold: 10
    window: 'PT15M'
  }
  {
    name: 'needs-reauthorization'
    severity: 3
    description: 'Connections were refused by Notion: their admins have to connect them again.'
    query: 'AppMetrics | where Name == "notionsync.connection.lifetime" | summarize value = sum(ItemCount)'
    threshold: 3
    window: 'PT1H'
  }
]

resource contacts 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'notionsync'
    emailReceivers: empty(email) ? [] : [
      {
        name: 'operator'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in alerts: {
  name: alert.name
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'NotionSync: ${alert.name}'
    description: '${alert.description} Runbook: ${runbooks}/${alert.name}.md'
    enabled: isEnabled
    severity: alert.severity
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: alert.window
    autoMitigate: true

    // The tables come into being with the first telemetry.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: alert.query
          metricMeasureColumn: 'value'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: alert.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        contacts.id
      ]
      customProperties: {
        runbook: '${runbooks}/${alert.name}.md'
      }
    }
  }
}]

// Key Vault tells 30 days before a secret's end, through Event Grid only.
resource vaultEvents 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${token}'
  location: location
  tags: tags
  properties: {
    source: settingsVaultId
    topicType: 'Microsoft.KeyVault.vaults'
  }
}

resource expiringSecrets 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: vaultEvents
  name: 'expiring-secrets'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: [
        'Microsoft.KeyVault.SecretNearExpiry'
        'Microsoft.KeyVault.SecretExpired'
      ]
    }
    destination: {
      endpointType: 'MonitorAlert'
      properties: {
        severity: 'Sev2'
        description: 'A secret of NotionSync ends within 30 days. Runbook: ${runbooks}/expiring-secrets.md'
        actionGroups: [
          contacts.id
        ]
      }
    }
  }
}
