@description('Name of the budget.')
param name string

@minValue(1)
@description('Amount a month, in the subscription\'s currency.')
param amount int

@description('First day, the first of a month.')
param start string

@description('Who is told; empty: the owners of the subscription.')
param email string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    amount: amount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: start
    }
    notifications: {
      nearly: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: empty(email) ? [] : [
          email
        ]
        contactRoles: [
          'Owner'
        ]
      }
      forecast: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: empty(email) ? [] : [
          email
        ]
        contactRoles: [
          'Owner'
        ]
      }
    }
  }
}
