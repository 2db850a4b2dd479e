namespace NotionSync.Cli;

/// <summary>The run cannot go on, for a reason that the message tells the caller, with what to do about it.</summary>
internal sealed class RunFailedException(string message, Exception? inner = null) : Exception(message, inner);
