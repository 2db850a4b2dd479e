using NotionSync.Emulator;

return await EmulatorCommand.RunAsync(args);
