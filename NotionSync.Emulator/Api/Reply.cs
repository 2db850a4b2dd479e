using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Files;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary>Writes what Notion answers: single objects, lists and errors, each with its request id.</summary>
internal sealed class Reply(HttpContext context, FileLinks links)
{
    // Lists of a hundred blocks are too big to be thrown away after each answer.
    private static readonly ConcurrentBag<ArrayBufferWriter<byte>> Buffers = [];

    private readonly ArrayBufferWriter<byte> _buffer = Buffers.TryTake(out var kept) ? kept : new(64 * 1024);
    private readonly string _requestId = RequestId(context);

    public FileLinks Links => links;

    /// <summary>The id of this request, made at first use, also sent as <c>x-notion-request-id</c>.</summary>
    public static string RequestId(HttpContext context)
    {
        if (context.Response.Headers["x-notion-request-id"].ToString() is { Length: > 0 } known)
        {
            return known;
        }

        var made = Guid.NewGuid().ToString("D");
        context.Response.Headers["x-notion-request-id"] = made;
        return made;
    }

    /// <summary>Takes an object into the answer. Call while the world is held for reading, then <see cref="SendAsync"/>.</summary>
    public Reply Object(RenderedJson rendered)
    {
        rendered.WriteTo(_buffer, links, Encoding.UTF8.GetBytes($"\"request_id\":\"{_requestId}\""));
        return this;
    }

    public Reply Object(JsonObject json) => Object(RenderedJson.From(json));

    /// <summary>Takes a list into the answer.</summary>
    /// <param name="type">What the list holds: <c>block</c>, <c>page_or_data_source</c>, ...</param>
    public Reply List(IEnumerable<RenderedJson> items, string? nextCursor, string type, JsonNode? typed = null, JsonNode? requestStatus = null)
    {
        _buffer.Write("{\"object\":\"list\",\"results\":["u8);
        var isFirst = true;

        foreach (var item in items)
        {
            if (!isFirst)
            {
                _buffer.Write(","u8);
            }

            isFirst = false;
            item.WriteTo(_buffer, links);
        }

        var tail = new JsonObject
        {
            ["next_cursor"] = nextCursor,
            ["has_more"] = nextCursor is not null,
            ["type"] = type,
            [type] = typed ?? new JsonObject(),
        };

        if (requestStatus is not null)
        {
            tail["request_status"] = requestStatus;
        }

        tail["request_id"] = _requestId;
        _buffer.Write("],"u8);
        _buffer.Write(RenderedJson.BytesOf(tail).AsSpan()[1..]);
        return this;
    }

    public async Task SendAsync()
    {
        await SendAsync(context, 200, _buffer.WrittenMemory);
        _buffer.ResetWrittenCount();
        Buffers.Add(_buffer);
    }

    public static async Task SendErrorAsync(HttpContext context, NotionException error)
    {
        var body = new JsonObject
        {
            ["object"] = "error",
            ["status"] = error.Status,
            ["code"] = error.Code,
            ["message"] = error.Message,
        };

        if (error.AdditionalData is { } more)
        {
            body["additional_data"] = more.DeepClone();
        }

        body["request_id"] = RequestId(context);

        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await SendAsync(context, error.Status, RenderedJson.BytesOf(body));
    }

    private static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
