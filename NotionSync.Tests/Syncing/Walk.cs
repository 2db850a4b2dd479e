using System.Text.Json.Nodes;

namespace NotionSync.Tests.Syncing;

/// <summary>Walks the workspace through Notion's API without any code of ours, and compares it with the library.</summary>
internal static class Walk
{
    /// <summary>What is wrong with the library: pages without a document, and documents that are not as their page.</summary>
    /// <param name="roots">Pages from which everything below is meant to be in the library.</param>
    public static async Task<List<string>> CompareAsync(SyncWorld world, params string[] roots)
    {
        var wrong = new List<string>();
        var open = new Stack<string>(roots);
        var met = new HashSet<string>();

        while (open.TryPop(out var page))
        {
            if (!met.Add(page))
            {
                continue;
            }

            var texts = new List<string>();
            await ReadAsync(world, page, texts, open);
            wrong.AddRange(await CompareAsync(world, page, texts));
        }

        wrong.AddRange((await world.DocumentsAsync())
            .Where(document => document.Status == NotionSync.Documents.DocumentStatus.Current && document.Source.Kind == "page" && !met.Contains(document.Source.Id.ToString()))
            .Select(document => $"{document.SourceTitle} is current, but nothing leads to its page"));

        return wrong;
    }

    private static async Task<List<string>> CompareAsync(SyncWorld world, string page, List<string> texts)
    {
        var source = await world.SendAsync(HttpMethod.Get, $"/v1/pages/{page}", null);
        var title = string.Concat(source["properties"]!.AsObject().Select(property => property.Value!)
            .Single(property => (string?)property["type"] == "title")["title"]!.AsArray().Select(run => (string?)run!["plain_text"]));

        if (await world.FindAsync(page) is not { } document)
        {
            return [$"{title} has no document"];
        }

        var wrong = new List<string>();
        var markdown = (await world.MarkdownAsync(page)).Replace("\\", string.Empty, StringComparison.Ordinal);
        var parent = (string?)source["parent"]![(string)source["parent"]!["type"]!]?.ToString();

        Check(document.Status == NotionSync.Documents.DocumentStatus.Current, "is missing");
        Check(document.SourceTitle == title, $"is called {document.SourceTitle}");
        Check(document.Source.LastEditedAt == DateTimeOffset.Parse((string)source["last_edited_time"]!, System.Globalization.CultureInfo.InvariantCulture), $"is as of {document.Source.LastEditedAt}");
        Check(document.Source.Parent.Id is null || document.Source.Parent.Id.ToString() == parent, $"lies in {document.Source.Parent.Id}");

        foreach (var text in texts.Where(text => !markdown.Contains(text, StringComparison.Ordinal)))
        {
            wrong.Add($"{title} lacks '{text}'");
        }

        return wrong;

        void Check(bool isRight, string what)
        {
            if (!isRight)
            {
                wrong.Add($"{title} {what}");
            }
        }
    }

    private static async Task ReadAsync(SyncWorld world, string id, List<string> texts, Stack<string> pages)
    {
        string? cursor = null;

        do
        {
            var answer = await world.SendAsync(HttpMethod.Get, $"/v1/blocks/{id}/children?page_size=100{(cursor is null ? string.Empty : $"&start_cursor={cursor}")}", null);

            foreach (var block in answer["results"]!.AsArray().Select(block => block!.AsObject()))
            {
                var type = (string)block["type"]!;

                if (type == "child_page")
                {
                    pages.Push((string)block["id"]!);
                }
                else if (type == "child_database")
                {
                    await ReadRowsAsync(world, (string)block["id"]!, pages);
                }
                else
                {
                    texts.AddRange((block[type]!["rich_text"] as JsonArray ?? []).Select(run => (string?)run!["plain_text"] ?? string.Empty).Where(text => text.Length > 0));

                    if ((bool)block["has_children"]!)
                    {
                        await ReadAsync(world, (string)block["id"]!, texts, pages);
                    }
                }
            }

            cursor = (string?)answer["next_cursor"];
        }
        while (cursor is not null);
    }

    private static async Task ReadRowsAsync(SyncWorld world, string database, Stack<string> pages)
    {
        var container = await world.SendAsync(HttpMethod.Get, $"/v1/databases/{database}", null);

        foreach (var source in container["data_sources"]!.AsArray())
        {
            string? cursor = null;

            do
            {
                var answer = await world.SendAsync(HttpMethod.Post, $"/v1/data_sources/{(string)source!["id"]!}/query", cursor is null ? new { } : new { start_cursor = cursor });

                foreach (var row in answer["results"]!.AsArray())
                {
                    pages.Push((string)row!["id"]!);
                }

                cursor = (string?)answer["next_cursor"];
            }
            while (cursor is not null);
        }
    }
}
