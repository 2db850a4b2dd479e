using System.Text;
using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Properties;

/// <summary>The files that are values of a page's properties.</summary>
public static class PropertyFiles
{
    /// <summary>The files that Notion hosts, each address once: those outside stay where they are, and are linked to.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static IReadOnlyList<MediaReference> Find(NotionObject page)
    {
        if (page.Json.IsEmpty)
        {
            return [];
        }

        using var document = JsonDocument.Parse(page.Json, new JsonDocumentOptions { MaxDepth = 256 });

        return
        [
            .. document.RootElement.Get("properties").Properties()
                .SelectMany(property => property.Value.Get("rollup").Get("array").Items().Prepend(property.Value))
                .SelectMany(property => property.Get("files").Items())
                .Select(file => Read(file, page.Id))
                .Where(file => file is { IsHostedByNotion: true, Url.Length: > 0 })
                .DistinctBy(file => file.Key),
        ];
    }

    internal static MediaReference Read(JsonElement value, NotionId page)
    {
        var external = value.Get("external").GetText("url");
        var url = external ?? value.Get("file").GetText("url") ?? string.Empty;
        var name = value.GetText("name") is { Length: > 0 } given ? given : FileNames.FromUrl(url);

        return new(page, MediaReference.Property, url, external is null || SignedUrl.IsSigned(Encoding.UTF8.GetBytes(url)), name, string.Empty);
    }
}
