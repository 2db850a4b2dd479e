using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NotionSync.Html;

namespace NotionSync.Http;

/// <summary>Sends bytes that somebody outside wrote: never as a page of ours, whatever they say they are.</summary>
internal static class Download
{
    /// <summary>Ranges and <c>If-None-Match</c> are answered; <c>HEAD</c> gets the headers only.</summary>
    /// <param name="etag">Names the bytes, without quotes.</param>
    public static IResult File(HttpRequest request, Stream content, string contentType, string? fileName, string etag, string cacheControl = Answer.Revalidate)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = cacheControl;

        if (fileName is not null)
        {
            var disposition = new ContentDispositionHeaderValue(IsShownInline(contentType) ? DispositionTypeNames.Inline : DispositionTypeNames.Attachment);
            disposition.SetHttpFileName(fileName);
            headers.ContentDisposition = disposition.ToString();
        }

        return Results.Stream(content, contentType, entityTag: new EntityTagHeaderValue($"\"{etag}\""), enableRangeProcessing: true);
    }

    public static IResult Markdown(HttpRequest request, string markdown, string cacheControl = Answer.Revalidate)
    {
        var bytes = Encoding.UTF8.GetBytes(markdown);
        return File(request, new MemoryStream(bytes), "text/markdown; charset=utf-8", fileName: null, HashOf(bytes), cacheControl);
    }

    /// <summary>The Markdown as a page, with the policy that the page needs.</summary>
    public static IResult Html(HttpRequest request, string markdown, string title, string cacheControl = Answer.Revalidate)
    {
        var bytes = Encoding.UTF8.GetBytes(HtmlRenderer.RenderPage(markdown, title));
        var result = File(request, new MemoryStream(bytes), "text/html; charset=utf-8", fileName: null, HashOf(bytes), cacheControl);

        request.HttpContext.Response.Headers.ContentSecurityPolicy = HtmlRenderer.ContentSecurityPolicy;
        request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return result;
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsShownInline(string contentType)
        => contentType.Split(';')[0] is "application/pdf" or "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "text/markdown" or "audio/mpeg" or "video/mp4";
}
