using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NotionSync.Documents;

namespace NotionSync.Http;

internal static class DocumentQuery
{
    /// <exception cref="ProblemException"><c>invalid_filter</c>.</exception>
    public static DocumentFilter Of(HttpRequest request)
        => new(
            Text(request, "query"),
            Value<AccessLevel>(request, "accessLevel"),
            Text(request, "connectionId"),
            Text(request, "parentId") is { } parent ? RouteId.Parse(parent).ToString() : null,
            Value<DocumentStatus>(request, "status"));

    private static string? Text(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static T? Value<T>(HttpRequest request, string name)
        where T : struct, Enum
    {
        if (Text(request, name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        throw new ProblemException(ProblemKind.Invalid, "invalid_filter", $"'{text}' is no value of {name}.");
    }
}
