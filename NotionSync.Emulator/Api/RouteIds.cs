using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

internal static class RouteIds
{
    /// <summary>The id in the path, as Notion accepts it: a UUID with or without dashes.</summary>
    public static Guid Read(HttpContext context, string name)
    {
        var text = (string?)context.Request.RouteValues["id"] ?? "";

        return StableId.TryRead(text, out var id)
            ? id
            : throw NotionException.Validation($"path failed validation: path.{name} should be a valid uuid, instead was `\"{text}\"`.");
    }
}
