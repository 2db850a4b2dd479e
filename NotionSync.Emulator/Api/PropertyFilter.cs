using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary>The <c>filter_properties</c> of a request: the property ids that a page shall show; none means all.</summary>
internal sealed class PropertyFilter
{
    private readonly string[] _ids;

    private PropertyFilter(string[] ids) => _ids = ids;

    public static PropertyFilter From(IQueryCollection query)
        => new([.. query["filter_properties"].Concat(query["filter_properties[]"]).OfType<string>().Select(Uri.UnescapeDataString)]);

    public RenderedJson Render(Entity page)
    {
        if (_ids is [])
        {
            return page.Rendered;
        }

        var copy = PageLimits.Apply(page.Json).DeepClone().AsObject();
        var properties = copy["properties"]!.AsObject();

        if (_ids.FirstOrDefault(id => !properties.Any(property => IsId(property.Value, id))) is { } unknown)
        {
            throw NotionException.Validation($"Could not find property with name or id: {unknown}");
        }

        foreach (var name in properties.Where(property => !_ids.Any(id => IsId(property.Value, id))).Select(property => property.Key).ToList())
        {
            properties.Remove(name);
        }

        return RenderedJson.From(copy);
    }

    /// <summary>Whether a property has this id; Notion shows ids URL-encoded, a request's is decoded by then.</summary>
    public static bool IsId(JsonNode? property, string decodedId)
        => (string?)property?["id"] is { } id && Uri.UnescapeDataString(id) == decodedId;
}
