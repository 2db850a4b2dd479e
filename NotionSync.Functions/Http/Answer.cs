using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace NotionSync.Http;

/// <summary>Successful answers, written the same way everywhere.</summary>
internal static class Answer
{
    /// <summary>The caller's own copy, which has to be asked for each time.</summary>
    public const string Revalidate = "private, no-cache";

    public static IResult Json<T>(T resource, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
        => Results.Json(resource, type, contentType: null, statusCode);

    /// <summary>An answer that a caller who has it already does not get again: 304 where <c>If-None-Match</c> names it.</summary>
    public static IResult Tagged<T>(HttpRequest request, T resource, JsonTypeInfo<T> type, string cacheControl = Revalidate)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(resource, type);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";

        return IsKnown(request, etag, cacheControl) ?? Results.Bytes(body, "application/json; charset=utf-8");
    }

    /// <summary>Sets the ETag, and answers 304 where the caller has that state already.</summary>
    public static IResult? IsKnown(HttpRequest request, string etag, string cacheControl = Revalidate)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = cacheControl;

        return EntityTagHeaderValue.TryParse(etag, out var current)
            && request.GetTypedHeaders().IfNoneMatch.Any(known => known == EntityTagHeaderValue.Any || known.Compare(current, useStrongComparison: false))
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : null;
    }
}
