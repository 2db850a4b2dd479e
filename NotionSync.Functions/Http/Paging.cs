using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace NotionSync.Http;

/// <summary>Which part of a list a request asks for: <c>?pageSize=</c> (1 to 100, default 50) and <c>?cursor=</c>.</summary>
/// <param name="Cursor">As it came; the list's owner decodes it. Null: from the start.</param>
public sealed record Paging(int PageSize, string? Cursor)
{
    public const int DefaultPageSize = 50;

    public const int MaxPageSize = 100;

    /// <exception cref="ProblemException"><c>invalid_page_size</c>, or <c>invalid_cursor</c> when there are several.</exception>
    public static Paging Of(HttpRequest request) => new(PageSizeOf(request), CursorOf(request));

    private static int PageSizeOf(HttpRequest request)
    {
        var value = request.Query["pageSize"];

        if (value.Count == 0)
        {
            return DefaultPageSize;
        }

        return value is [{ } text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is >= 1 and <= MaxPageSize
                ? size
                : throw new ProblemException(ProblemKind.Invalid, "invalid_page_size", "pageSize must be a number from 1 to 100.");
    }

    private static string? CursorOf(HttpRequest request) => request.Query["cursor"] switch
    {
        [] or [null or ""] => null,
        [{ } cursor] => cursor,
        _ => throw new ProblemException(ProblemKind.Invalid, "invalid_cursor", "Only one cursor may be given."),
    };
}
