// Reads a whole workspace page by page with Notion's own client and prints what it found as one JSON object.
// node read-workspace.mjs BASE_URL TOKEN
import {
  Client, LogLevel, collectPaginatedAPI, isFullBlock, isFullDatabase, isFullDataSource, isFullPage, iteratePaginatedAPI,
} from '@notionhq/client'

const [baseUrl, auth] = process.argv.slice(2)
const notion = new Client({ auth, baseUrl, notionVersion: '2026-03-11', retry: false, logLevel: LogLevel.ERROR })
const found = { pages: [], rows: 0, dataSources: 0, databases: 0, blocks: {}, properties: 0, comments: 0, linkedViews: 0, unreadable: 0, partial: 0 }

const me = await notion.users.me({})
const users = await collectPaginatedAPI(notion.users.list, {})
for (const user of users) await notion.users.retrieve({ user_id: user.id })

for await (const hit of iteratePaginatedAPI(notion.search, {})) {
  if (hit.object === 'data_source') await readDataSource(hit.id)
  else await readPage(hit.id)
}

console.log(JSON.stringify({ me: me.name, users: users.length, ...found }))

async function readPage(page_id) {
  const page = await notion.pages.retrieve({ page_id })
  if (!isFullPage(page)) found.partial++
  found.pages.push(page.id)

  for (const property of Object.values(page.properties)) {
    let item = await notion.pages.properties.retrieve({ page_id, property_id: property.id })
    while (item.object === 'list' && item.has_more) {
      item = await notion.pages.properties.retrieve({ page_id, property_id: property.id, start_cursor: item.next_cursor })
    }
    found.properties++
  }

  found.comments += (await collectPaginatedAPI(notion.comments.list, { block_id: page_id })).length
  await notion.pages.retrieveMarkdown({ page_id })
  await readChildren(page_id)
}

async function readChildren(block_id) {
  for await (const block of iteratePaginatedAPI(notion.blocks.children.list, { block_id })) {
    if (!isFullBlock(block)) found.partial++
    found.blocks[block.type] = (found.blocks[block.type] ?? 0) + 1

    if (block.type === 'unsupported') continue
    await notion.blocks.retrieve({ block_id: block.id })

    if (block.type === 'child_database') await readDatabase(block.id)
    else if (block.has_children && block.type !== 'child_page') await expecting('object_not_found', 'unreadable', () => readChildren(block.id))
  }
}

async function readDatabase(database_id) {
  await expecting('validation_error', 'linkedViews', async () => {
    const database = await notion.databases.retrieve({ database_id })
    if (!isFullDatabase(database)) found.partial++
    found.databases++
  })
}

async function readDataSource(data_source_id) {
  const source = await notion.dataSources.retrieve({ data_source_id })
  if (!isFullDataSource(source)) found.partial++
  found.dataSources++
  for await (const row of iteratePaginatedAPI(notion.dataSources.query, { data_source_id })) {
    if (!isFullPage(row)) found.partial++
    found.rows++
  }
}

// A linked view and a copy of a synced block that is not shared cannot be read, from Notion neither.
async function expecting(code, count, read) {
  try {
    await read()
  } catch (error) {
    if (error.code !== code) throw error
    found[count]++
  }
}
