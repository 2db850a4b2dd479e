using NotionSync.Notion;

namespace NotionSync.Http;

internal static class RouteId
{
    /// <exception cref="ProblemException"><c>invalid_id</c>.</exception>
    public static NotionId Parse(string text)
        => NotionId.TryParse(text, out var id)
            ? id
            : throw new ProblemException(ProblemKind.Invalid, "invalid_id", "This is neither a Notion id nor a Notion URL.");
}
