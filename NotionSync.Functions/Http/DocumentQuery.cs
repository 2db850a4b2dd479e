using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NotionSync.Documents;

namespace NotionSync.Http;

internal static class DocumentQuery
{
    /// <exception cref="ProblemException"><c>invalid_filter</c>, <c>invalid_id</c>.</exception>
    public static DocumentFilter Of(HttpRequest request)
        => new(
            Text(request, "query"),
            Value<AccessLevel>(request, "accessLevel"),
            Text(request, "connectionId"),
            Text(request, "parentId") is { } parent ? RouteId.Parse(parent) : null,
            Value<DocumentStatus>(request, "status"),
            Value<DocumentSort>(request, "sort") ?? DocumentSort.Title,
            WaitsOnly: Text(request, "waits") switch
            {
                null or "false" => false,
                "true" => true,
                _ => throw new ProblemException(ProblemKind.Invalid, "invalid_filter", "waits is true or false."),
            });

    public static string? Text(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text] ? text : null;

    public static T? Value<T>(HttpRequest request, string name)
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

    /// <exception cref="ProblemException"><c>invalid_filter</c>.</exception>
    public static DateTimeOffset? Time(HttpRequest request, string name)
        => Text(request, name) is not { } text ? null
            : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new ProblemException(ProblemKind.Invalid, "invalid_filter", $"{name} must be a time in ISO 8601.");
}
