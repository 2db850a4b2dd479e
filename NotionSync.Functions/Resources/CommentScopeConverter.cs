using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Importing;

namespace NotionSync.Resources;

/// <summary>Reads which comments are wanted: a name, or just yes or no.</summary>
internal sealed class CommentScopeConverter : JsonConverter<CommentScope>
{
    public override CommentScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType switch
        {
            JsonTokenType.True => CommentScope.Page,
            JsonTokenType.False => CommentScope.None,
            JsonTokenType.String => reader.GetString() switch
            {
                "none" => CommentScope.None,
                "page" => CommentScope.Page,
                "blocks" => CommentScope.Blocks,
                var other => throw new JsonException($"Comments are \"none\", \"page\" or \"blocks\", not \"{other}\"."),
            },
            _ => throw new JsonException("Comments are \"none\", \"page\" or \"blocks\"."),
        };

    public override void Write(Utf8JsonWriter writer, CommentScope value, JsonSerializerOptions options)
        => writer.WriteStringValue(value switch
        {
            CommentScope.Page => "page",
            CommentScope.Blocks => "blocks",
            _ => "none",
        });
}
