using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NotionSync.Http;

/// <summary>Successful answers, written the same way everywhere.</summary>
internal static class Answer
{
    public static IResult Json<T>(T resource, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
        => Results.Json(resource, type, contentType: null, statusCode);
}
