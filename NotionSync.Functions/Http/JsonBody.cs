using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NotionSync.Http;

/// <summary>Reads the body of a request, never more of it than allowed.</summary>
public static class JsonBody
{
    /// <summary>1 MiB: more than any request of this API needs, webhooks included.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 32;

    private const int ChunkSize = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads a JSON body. Members marked <c>required</c> must be there; unknown ones are the type's own affair.</summary>
    /// <exception cref="ProblemException">
    /// <c>unsupported_media_type</c>, <c>body_too_large</c>, <c>invalid_json</c>, or <c>invalid_request</c> naming the member.
    /// </exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "unsupported_media_type", "The body must be application/json.");
        }

        var body = await request.ReadBodyAsync(cancellationToken);
        using var document = Parse(body);

        if (MissingMember.Find(document.RootElement, type, string.Empty) is { } missing)
        {
            throw Invalid($"'{missing}' is missing.");
        }

        try
        {
            return document.Deserialize(type) ?? throw Invalid("The body must not be null.");
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Path is { Length: > 2 } path ? $"The value of '{path[2..]}' is not valid." : "The body has another shape.");
        }
    }

    /// <summary>The body as it came, for example to check a signature.</summary>
    /// <exception cref="ProblemException"><c>body_too_large</c>, or <c>unsupported_media_type</c> when it is compressed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "unsupported_media_type", "A compressed body is not read here.");
        }

        if (request.ContentLength > MaxBytes)
        {
            throw ProblemOfSize();
        }

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? ChunkSize) + 1);

        while (await request.Body.ReadAsync(body.GetMemory(), cancellationToken) is > 0 and var count)
        {
            body.Advance(count);

            if (body.WrittenCount > MaxBytes)
            {
                throw ProblemOfSize();
            }
        }

        return body.WrittenMemory;
    }

    internal static Problem TooLarge() => new(StatusCodes.Status413PayloadTooLarge, "body_too_large", SizeDetail);

    private const string SizeDetail = "The body is larger than 1 MiB.";

    private static ProblemException ProblemOfSize() => new(ProblemKind.TooLarge, "body_too_large", SizeDetail);

    private static ProblemException Invalid(string detail) => new(ProblemKind.Invalid, "invalid_request", detail);

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_json", exception is { LineNumber: { } line, BytePositionInLine: { } position }
                ? $"The body is not JSON: line {line + 1}, byte {position + 1}."
                : "The body is not JSON that is read here.");
        }
    }
}
