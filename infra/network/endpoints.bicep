@description('Makes the names unique.')
param token string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('The network that resolves the private names.')
param networkId string

@description('Subnet of the endpoints.')
param subnetId string

@description('The storage account.')
param storageId string

@description('The vault of the tenants\' tokens.')
param vaultId string

var services = [
  {
    group: 'blob'
    target: storageId
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    group: 'queue'
    target: storageId
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    group: 'table'
    target: storageId
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    group: 'vault'
    target: vaultId
    zone: 'privatelink.vaultcore.azure.net'
  }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for service in services: {
  name: service.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (service, i) in services: {
  parent: zones[i]
  name: 'link-${token}'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: networkId
    }
  }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [for service in services: {
  name: 'pe-${service.group}-${token}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: service.group
        properties: {
          privateLinkServiceId: service.target
          groupIds: [
            service.group
          ]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [for (service, i) in services: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: service.group
        properties: {
          privateDnsZoneId: zones[i].id
        }
      }
    ]
  }
}]
