namespace NotionSync.Airbyte;

/// <summary>What the user gave cannot work: arguments, config, catalog or state. The message is shown; it holds no secret.</summary>
internal sealed class ConfigException(string message, Exception? innerException = null) : Exception(message, innerException);
