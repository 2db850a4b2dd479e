using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Emulator.Files;

/// <summary>
/// The files of the workspace, as S3 serves them behind signed URLs: GET and HEAD, ranges, 403 with an XML body when the
/// signature is wrong or expired. Under <c>/files/external</c> stand-ins for files on other hosts, without signature.
/// </summary>
internal sealed class FileEndpoints(EmulatorState state)
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/files/external/{host}/{**path}", Methods, GetExternalAsync);
        routes.MapMethods("/files/{key}/{name}", Methods, GetHostedAsync);
    }

    private static Task GetExternalAsync(HttpContext context)
    {
        var path = (string?)context.Request.RouteValues["path"] ?? "";
        var name = path[(path.LastIndexOf('/') + 1)..];
        return SendAsync(context, SampleContent.For(name, $"{context.Request.RouteValues["host"]}/{path}"));
    }

    private async Task GetHostedAsync(HttpContext context)
    {
        var key = (string)context.Request.RouteValues["key"]!;
        var query = context.Request.Query;
        var (date, seconds) = (query["X-Amz-Date"].ToString(), query["X-Amz-Expires"].ToString());

        if (query["X-Amz-Signature"] != FileLinks.Sign(key, date, seconds))
        {
            await SendErrorAsync(context, 403, "AccessDenied", "Access Denied");
        }
        else if (ExpiryOf(date, seconds) is var expiry && state.Clock.GetUtcNow() >= expiry)
        {
            await SendErrorAsync(
                context,
                403,
                "AccessDenied",
                "Request has expired",
                $"<X-Amz-Expires>{seconds}</X-Amz-Expires><Expires>{expiry.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</Expires><ServerTime>{state.Clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</ServerTime>");
        }
        else if (!state.World.Files.TryGetValue(key, out var file))
        {
            await SendErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.");
        }
        else
        {
            await SendAsync(context, file);
        }
    }

    private static DateTimeOffset ExpiryOf(string date, string seconds)
        => DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .AddSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));

    private static async Task SendAsync(HttpContext context, StoredFile file)
    {
        var length = file.Content.Length;
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Name}/{length}"))[..16])}\"";
        response.ContentType = file.ContentType;

        var (offset, count) = (0L, length);

        if (RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out var range) && range is { Unit: "bytes", Ranges.Count: 1 })
        {
            if (Resolve(range.Ranges.First(), length) is not { } part)
            {
                response.Headers.ContentRange = $"bytes */{length}";
                await SendErrorAsync(context, 416, "InvalidRange", "The requested range is not satisfiable");
                return;
            }

            (offset, count) = part;
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {offset}-{offset + count - 1}/{length}";
        }

        response.ContentLength = count;

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await file.Content.CopyToAsync(response.Body, offset, count, context.RequestAborted);
        }
    }

    private static (long Offset, long Count)? Resolve(RangeItemHeaderValue range, long length)
    {
        var (from, to) = range switch
        {
            { From: { } first, To: var last } => (first, Math.Min(last ?? length - 1, length - 1)),
            { To: { } suffix } => (Math.Max(0, length - suffix), length - 1),
            _ => (0, -1),
        };

        return from <= to ? (from, to - from + 1) : null;
    }

    private static async Task SendErrorAsync(HttpContext context, int status, string code, string message, string details = "")
    {
        var id = Guid.NewGuid().ToString("N")[..16].ToUpperInvariant();
        var body = Encoding.UTF8.GetBytes(
            $"""<?xml version="1.0" encoding="UTF-8"?>{'\n'}<Error><Code>{code}</Code><Message>{message}</Message>{details}<RequestId>{id}</RequestId><HostId>{id}</HostId></Error>""");

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = body.Length;

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
