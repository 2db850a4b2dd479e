using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Control;

namespace NotionSync.Emulator.Api;

/// <summary>What a caller asked of a paginated list: where to start and how many to get (1-100, default 100).</summary>
internal sealed record Pager(string? StartCursor, int PageSize)
{
    private const int Max = 100;

    /// <summary>Reads the query string of a GET.</summary>
    public static Pager FromQuery(HttpContext context)
    {
        var query = context.Request.Query;
        var text = query["page_size"].ToString();
        var size = Max;

        if (text.Length > 0 && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out size))
        {
            throw NotionException.Validation($"query failed validation: query.page_size should be a number, instead was `\"{text}\"`.");
        }

        Check("query", size, $"\"{text}\"");
        return Make(context, query["start_cursor"].ToString() is { Length: > 0 } cursor ? cursor : null, size);
    }

    /// <summary>Reads the body of a POST.</summary>
    public static Pager FromBody(HttpContext context, JsonObject body)
    {
        var size = Max;

        if (body["page_size"] is { } given)
        {
            size = given is JsonValue number && number.TryGetValue(out int read)
                ? read
                : throw NotionException.Validation($"body failed validation: body.page_size should be a number, instead was `{given.ToJsonString()}`.");
            Check("body", size, size.ToString(CultureInfo.InvariantCulture));
        }

        var cursor = body["start_cursor"] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => (string?)value,
            var other => throw NotionException.Validation($"body failed validation: body.start_cursor should be a string or `undefined`, instead was `{other.ToJsonString()}`."),
        };

        return Make(context, cursor, size);
    }

    /// <summary>Cuts the wanted page out of a list.</summary>
    /// <param name="list">Names the list; its cursors are good for it alone.</param>
    /// <param name="isStrict">Whether a cursor whose item has left the list is refused (children) or continues at the
    /// same position (search, query: items move there by themselves).</param>
    public (IReadOnlyList<T> Items, string? Next) Cut<T>(
        string list, IReadOnlyList<T> all, Func<T, Guid> idOf, Cursors cursors, bool isStrict)
    {
        var start = 0;

        if (StartCursor is { } cursor)
        {
            var (next, position) = cursors.Read(list, cursor);
            start = IndexOf(all, idOf, next, position);

            if (start < 0)
            {
                start = isStrict ? throw NotionException.InvalidCursor(cursor) : Math.Min(position, all.Count);
            }
        }

        var end = Math.Min(start + PageSize, all.Count);
        var items = new List<T>(end - start);

        for (var index = start; index < end; index++)
        {
            items.Add(all[index]);
        }

        return (items, end < all.Count ? cursors.Make(list, idOf(all[end]), end) : null);
    }

    private static Pager Make(HttpContext context, string? cursor, int size)
        => cursor is not null && context.Items.ContainsKey(FaultPlayer.ExpiredCursor)
            ? throw NotionException.InvalidCursor(cursor)
            : new(cursor, size);

    private static int IndexOf<T>(IReadOnlyList<T> all, Func<T, Guid> idOf, Guid id, int expected)
    {
        if (expected < all.Count && idOf(all[expected]) == id)
        {
            return expected;
        }

        for (var index = 0; index < all.Count; index++)
        {
            if (idOf(all[index]) == id)
            {
                return index;
            }
        }

        return -1;
    }

    private static void Check(string where, int size, string shown)
    {
        if (size > Max)
        {
            throw NotionException.Validation($"{where} failed validation: {where}.page_size should be ≤ `{Max}`, instead was `{shown}`.");
        }

        if (size < 1)
        {
            throw NotionException.Validation($"{where} failed validation: {where}.page_size should be ≥ `1`, instead was `{shown}`.");
        }
    }
}
