using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionSync.Tests.Simulation;

/// <summary>Compares a tenant's library with what Notion holds, page by page.</summary>
internal static partial class LibraryCheck
{
    /// <summary>Edits of a simulation write words of this form; one that is in a document and not in its page is stale.</summary>
    public const string Mark = "revision";

    /// <returns>Every difference, in a sentence.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(Cluster cluster, string tenant, string connection, IReadOnlyDictionary<string, SourcePage> source)
    {
        var findings = new List<string>();
        var documents = (await DocumentsAsync(cluster, tenant))
            .Where(document => document.GetProperty("source").GetProperty("connectionId").GetString() == connection)
            .ToLookup(document => document.GetProperty("source").GetProperty("id").GetString()!);

        foreach (var same in documents.Where(same => same.Count() > 1))
        {
            findings.Add($"{same.Key} has {same.Count()} documents.");
        }

        foreach (var stray in documents.Where(same => !source.ContainsKey(same.Key) && same.Any(document => document.GetProperty("status").GetString() == "current")))
        {
            findings.Add($"'{stray.First().GetProperty("title").GetString()}' ({stray.Key}) is not in Notion any more, and its document is current.");
        }

        foreach (var page in source.Values)
        {
            if (documents[page.Id].FirstOrDefault() is not { ValueKind: JsonValueKind.Object } document)
            {
                findings.Add($"'{page.Title}' ({page.Id}) has no document.");
                continue;
            }

            if (document.GetProperty("status").GetString() is not "current" and var status)
            {
                findings.Add($"'{page.Title}' ({page.Id}) is there, and its document is {status}.");
            }

            if (document.GetProperty("title").GetString() is var title && title != page.Title)
            {
                findings.Add($"'{page.Title}' ({page.Id}) is called '{title}' in the library.");
            }

            if (Compare(page, await cluster.TextAsync($"tenants/{tenant}/documents/{document.GetProperty("id").GetString()}/markdown")) is { } difference)
            {
                findings.Add($"'{page.Title}' ({page.Id}) {difference}");
            }
        }

        return findings;
    }

    public static async Task<List<JsonElement>> DocumentsAsync(Cluster cluster, string tenant)
    {
        var documents = new List<JsonElement>();
        string? cursor = null;

        do
        {
            var page = await cluster.GetAsync($"tenants/{tenant}/documents?pageSize=100{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            documents.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return documents;
    }

    // Everything that is said must be there in its order; what else Markdown needs may stand between.
    private static string? Compare(SourcePage page, string markdown)
    {
        var have = Letters(markdown);
        var at = 0;

        foreach (var text in page.Texts.Select(Letters).Where(text => text.Length > 0))
        {
            var found = have.IndexOf(text, at, StringComparison.Ordinal);

            if (found < 0)
            {
                return $"lacks '{text[..Math.Min(text.Length, 40)]}' in its place.";
            }

            at = found + text.Length;
        }

        var marks = Marks().Matches(string.Join(' ', page.Texts)).Select(match => match.Value).Order(StringComparer.Ordinal);
        var kept = Marks().Matches(markdown).Select(match => match.Value).Order(StringComparer.Ordinal);
        return marks.SequenceEqual(kept) ? null : $"has the edits {string.Join(',', kept)} where Notion has {string.Join(',', marks)}.";
    }

    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);

        foreach (var character in text.Where(char.IsLetterOrDigit))
        {
            letters.Append(char.ToLowerInvariant(character));
        }

        return letters.ToString();
    }

    [GeneratedRegex(Mark + "[0-9]+x")]
    private static partial Regex Marks();
}
